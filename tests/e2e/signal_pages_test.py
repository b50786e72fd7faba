"""docs/signals/ is what the program says about its signals, so that the pages cannot go stale."""
import pathlib
import unittest

from program import ProgramTest

PAGES = pathlib.Path(__file__).parents[2] / "docs" / "signals"


def texts(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


class SignalPagesTest(ProgramTest):
    def test_pages_are_those_that_the_program_writes(self):
        self.run_program("signals", "--docs", self.folder)
        written, kept = texts(self.folder), texts(PAGES)
        remedy = "run `stillwatch signals --docs docs/signals` and commit the result"
        self.assertEqual(sorted(written), sorted(kept), remedy)
        for name, text in written.items():
            self.assertEqual(text, kept[name], f"docs/signals/{name} is stale: {remedy}")

    def test_each_listed_signal_has_a_page_and_explains_itself(self):
        listed = [line.split()[0] for line in self.run_program("signals")[0].decode().splitlines()]
        self.assertEqual(sorted(f"{name}.md" for name in listed), sorted(set(texts(PAGES)) - {"README.md"}))
        for name in listed:
            page = self.run_program("signals", name)[0].decode()
            for part in ("## Null hypothesis", "## What is measured", "## Honest twin", "## Blind spots"):
                self.assertIn(part, page)

    def test_an_unknown_signal_is_wrong_usage(self):
        _, err = self.run_program("signals", "no_such_signal", exit_code=2)
        self.assertIn(b"no_such_signal", err)


if __name__ == "__main__":
    unittest.main()
