"""`make looks ARGS=FOLDER`: every mail of the demonstration as text, HTML and pictures, 600 and 375 wide, light and dark."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from normsite.foundation.notifications.letters import Writing

WIDTHS = (600, 375)
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


def main(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    mails = _of_the_demonstration()
    for name, writing in mails.items():
        (folder / f"{name}.txt").write_text(f"{writing.subject}\n\n{writing.text}")
        (folder / f"{name}.html").write_text(writing.html)
    _take_pictures(folder, mails)
    return 0


def _of_the_demonstration() -> dict[str, "Writing"]:
    import django

    django.setup()

    from django.core.management import call_command
    from django.test.runner import DiscoverRunner

    from tests.looks.mails import every_mail

    runner = DiscoverRunner(verbosity=0, interactive=False)
    before = runner.setup_databases()
    try:
        call_command("demo", verbosity=0)
        return every_mail()
    finally:
        runner.teardown_databases(before)


def _take_pictures(folder: Path, mails: dict[str, "Writing"]) -> None:
    from tests.chromium import ARGUMENTS, find_chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for width in WIDTHS:
            for scheme in SCHEMES:
                page = browser.new_page(viewport={"width": width, "height": 400}, color_scheme=scheme)
                for name, writing in mails.items():
                    page.set_content(writing.html)
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
