"""The measurements of docs/bench.md; `README.md` beside this says how each figure is made."""
