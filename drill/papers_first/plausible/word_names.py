"""Names that are words, ``\\text{kernel\\_size}``: what they say of the numbers that they stand for."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.tree import Symbol
from drill.papers_first.plausible.ranges import Role

WORD_ROLES: Final[dict[str, Role]] = {
    **dict.fromkeys(("TP", "TN", "FP", "FN"), "count"),
    **dict.fromkeys(("TPR", "TNR", "FPR", "FNR", "PPV", "NPV"), "probability"),
    **dict.fromkeys(("precision", "recall", "Precision", "Recall"), "probability"),
    **dict.fromkeys(("acc", "Acc", "accuracy", "Accuracy", "AUC", "AP", "mAP"), "probability"),
    **dict.fromkeys(("conf", "Conf", "confidence", "Confidence"), "probability"),
    **dict.fromkeys(("IoU", "IOU", "mIoU", "Dice", "DSC"), "probability"),
    **dict.fromkeys(("MSE", "RMSE", "MAE", "BCE", "spread"), "positive"),
    **dict.fromkeys(("pos", "position", "step", "epoch", "iter", "iteration", "idx", "index"), "count"),
    **dict.fromkeys(("lr", "negative\\_slope"), "small"),
}
"""How many answers are right and wrong, shares of them and of what boxes have in common, places, rates."""


def spoken(symbol: Symbol) -> str:
    """What a name in words says of itself: ``kernel size``; empty for letters."""
    is_word = symbol.font == "\\operatorname" and len(symbol.base) > 1
    return symbol.base.replace("\\_", " ").replace("_", " ") if is_word else ""
