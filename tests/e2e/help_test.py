"""Every command explains itself, with an example; wrong usage says so with exit code 2."""
import pathlib
import re
import unittest

from program import ProgramTest


class HelpTest(ProgramTest):
    def commands(self):
        text = self.run_program("--help")[0].decode()
        names = re.findall(r"^  ([a-z][a-z-]+)\s", text.split("Subcommands:")[1], re.MULTILINE)
        self.assertGreater(len(names), 0)
        return names

    def test_every_command_has_an_example_that_names_it(self):
        for name in self.commands():
            with self.subTest(name):
                text = self.run_program(name, "--help")[0].decode()
                self.assertRegex(text, r"Examples?:\n(.*\n)*? *(build/release/)?stillwatch " + name)

    def test_options_are_documented(self):
        for name in self.commands():
            with self.subTest(name):
                text = self.run_program(name, "--help")[0].decode().split("Example")[0]
                for option in re.split(r"^  (?=-)", text, flags=re.MULTILINE)[1:]:
                    words = re.sub(r"^\S+( (TEXT|UINT|INT|FLOAT|FILE)\S*)?( \.\.\.)?( REQUIRED)?", "", " ".join(option.split()))
                    self.assertRegex(words, r"[a-z]{3}", f"{name}: {option} says nothing")

    def test_every_option_is_in_the_manual(self):
        manual = pathlib.Path(__file__).parents[2] / "docs" / "cli"
        shared = (manual / "README.md").read_text(encoding="utf-8")
        for name in self.commands():
            page = (manual / f"{name}.md").read_text(encoding="utf-8")
            for option in re.findall(r"^  (?:-\w,)?(--[a-z-]+)", self.run_program(name, "--help")[0].decode(), re.MULTILINE):
                self.assertTrue(f"`{option}" in page or f"`{option}" in shared or option == "--help",
                                f"docs/cli/{name}.md does not mention {option}")

    def test_version(self):
        self.assertRegex(self.run_program("--version")[0].decode(), r"^(stillwatch )?\d+\.\d+\.\d+\n$")

    def test_an_unknown_command_is_named_with_those_that_there_are(self):
        for arguments in (["bogus"], []):
            _, err = self.run_program(*arguments, exit_code=2)
            for name in [*arguments, *self.commands()]:
                self.assertIn(name.encode(), err)

    def test_help_holds_no_control_bytes(self):
        for name in self.commands():
            text = self.run_program(name, "--help")[0]
            self.assertEqual([byte for byte in text if byte < 32 and byte != 10], [], name)

    def test_wrong_usage(self):
        for arguments in [[], ["no-such-command"], ["--no-such-option"], ["scan", "--no-such-option"],
                          ["scan", "--format", "no-such-format", "x.jsonl"]]:
            with self.subTest(arguments):
                _, err = self.run_program(*arguments, exit_code=2)
                self.assertTrue(err.strip(), "says nothing")


if __name__ == "__main__":
    unittest.main()
