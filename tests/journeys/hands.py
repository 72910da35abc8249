"""The hands with which somebody walks: a pointer, or the keyboard alone. A journey says what is done, a hand does it."""

from typing import Any, Protocol

import pytest
from playwright.sync_api import Locator, Page

MOST_STOPS = 150
# Of what has the keyboard: whether one sees that, on it or on the label that is drawn for it, and whether it is in view.
IS_SHOWN = """element => {
    const clear = /transparent|rgba\\([^)]*, 0\\)/;
    const drawn = (style) => style.boxShadow !== "none" ||
        (style.outlineStyle !== "none" && style.outlineWidth !== "0px" && !clear.test(style.outlineColor));
    const label = element.nextElementSibling;
    const styles = [getComputedStyle(element), ...(label?.matches("label") ? [getComputedStyle(label, "::before")] : [])];
    const place = element.getBoundingClientRect();
    const inView = place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.left < innerWidth;
    return inView && styles.some(drawn);
}"""


class Hand(Protocol):
    """What a hand can do. Each place is named by what somebody sees of it."""

    def press(self, place: Locator) -> None: ...
    def write(self, place: Locator, words: str) -> None: ...
    def tick(self, place: Locator) -> None: ...
    def choose(self, place: Locator, label: str) -> None: ...
    def give(self, place: Locator, file: Any) -> None: ...


class Pointer:
    """A mouse, or a finger."""

    def press(self, place: Locator) -> None:
        place.click()

    def write(self, place: Locator, words: str) -> None:
        place.fill(words)

    def tick(self, place: Locator) -> None:
        place.check()

    def choose(self, place: Locator, label: str) -> None:
        place.select_option(label=label)

    def give(self, place: Locator, file: Any) -> None:
        place.set_input_files(file)


class Keyboard:
    """Only keys. Wherever they lead, one sees where one is."""

    def go_to(self, place: Locator) -> Page:
        page = place.page
        page.wait_for_load_state()
        place.wait_for(state="attached")
        for _ in range(MOST_STOPS):
            if place.evaluate("element => element === document.activeElement"):
                return page
            page.keyboard.press("Tab")
            here = page.locator(":focus")
            if here.count() and not here.evaluate(IS_SHOWN):
                pytest.fail(f"One doesn't see where one is: {here.evaluate('element => element.outerHTML')[:200]}")
        pytest.fail(f"No key leads to {place}.")

    def press(self, place: Locator) -> None:
        """It has the focus already; pressed in this way, the page to which it leads is waited for."""
        self.go_to(place)
        place.press("Enter")

    def write(self, place: Locator, words: str) -> None:
        keys = self.go_to(place).keyboard
        keys.press("ControlOrMeta+A")
        keys.type(words)

    def tick(self, place: Locator) -> None:
        """The tabulator leads to a group of choices; within it the arrows lead on."""
        if place.get_attribute("type") != "radio":
            self.go_to(place).keyboard.press("Space")
            return
        page, name = place.page, place.get_attribute("name")
        first = page.locator(f"input[name={name}]:checked")
        self.go_to(first if first.count() else page.locator(f"input[name={name}]").first)
        page.keyboard.press("Space")
        for _ in range(page.locator(f"input[name={name}]").count()):
            if place.is_checked():
                return
            page.keyboard.press("ArrowDown")
        pytest.fail(f"No arrow leads to {place}.")

    def choose(self, place: Locator, label: str) -> None:
        keys = self.go_to(place).keyboard
        keys.press("Home")
        for _ in range(place.locator("option").count()):
            if place.evaluate("element => element.selectedOptions[0].text.trim()") == label:
                return
            keys.press("ArrowDown")
        pytest.fail(f"There is no “{label}” in {place}.")

    def give(self, place: Locator, file: Any) -> None:
        """The field is reached by keys. The window in which one then chooses is the system's, so the file is put there."""
        self.go_to(place)
        place.set_input_files(file)
