// Keys reach the terminal without a click first: it takes the focus once the app has drawn something.
new MutationObserver((_, observer) => {
  const field = document.querySelector(".-first-byte .xterm-helper-textarea");
  if (field !== null) {
    observer.disconnect();
    field.focus();
  }
}).observe(document, { attributes: true, childList: true, subtree: true });
