"""Waiting in a page for what no element tells."""

from playwright.sync_api import Page

# Playwright's own `wait_for_function` looks again by evaluating text inside the page, which the site's policy forbids: it
# holds only when its first look does. This function is compiled once, by the debugger, and looks again by itself.
_UNTIL_KEPT = """([prefix, wanted]) => new Promise((kept, refuse) => {
  const last = performance.now() + 30000;
  const look = () => {
    const found = Object.keys(localStorage).filter(key => key.startsWith(prefix)).length;
    if (found === wanted) kept();
    else if (performance.now() > last) refuse(new Error(`${found} entries of ${prefix}, not ${wanted}`));
    else setTimeout(look, 20);
  };
  look();
})"""


def until_kept(page: Page, prefix: str, wanted: int = 0) -> None:
    """Until the device keeps as many entries whose keys begin with `prefix`. Fails after half a minute."""
    page.evaluate(_UNTIL_KEPT, [prefix, wanted])
