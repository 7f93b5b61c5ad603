from __future__ import annotations
import pytest
from drill.session.drilling.starting import Request
from tests.homes import bank, plant, sums
from tests.tui.driving import learner
from tests.tui.test_bursts import burst
@pytest.mark.parametrize("size", [(80,24),(40,12)])
async def test_look(tmp_path, size, monkeypatch):
    from drill.tui.screens.drilling import screen
    monkeypatch.setattr(screen, "HOLD_S", 30.0)
    ex="""- id: root
  title: A root
  prompt: Give $\\\\sqrt{7/4}$.
  answer: {number: "sqrt(7/4)"}
  hints: [Write it as a quotient of two roots., The lower one is two.]
"""
    plant(tmp_path, "tiny", bank(ex+sums(2)))
    with open(f"/tmp/r2_look_{size[0]}.txt","w") as out:
        async with learner(tmp_path, Request(scope=("tiny",)), size=size) as person:
            await person.at_field()
            await person.press("escape"); out.write("== esc\n"+person.screen+"\n")
            await person.press("h"); out.write("== esc h\n"+person.screen+"\n")
            await person.types("sqrt"); out.write("== typed sqrt\n"+person.screen+"\n")
            await person.press("escape","r"); out.write("== esc r\n"+person.screen+"\n")
            await person.press("t"); out.write("== esc r t\n"+person.screen+"\n")
            await person.press("ctrl+u"); await person.types("9"); await person.press("enter"); await person.settles()
            out.write("== wrong\n"+person.screen+"\n")
            burst(person,"np"); await person.settles(); out.write("== typed on\n"+person.screen+"\n")
