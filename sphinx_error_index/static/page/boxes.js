/** Sets up the search boxes of a page. What only the box of the guide needs is a script of its own, which other pages do not load. */
import { Box } from "./box.js";
import { loadGuide } from "./engine.js";

/** `/` moves to the box, before a theme's own search takes it. @param {KeyboardEvent} event */
function slash(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const typing = target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
  const input = /** @type {HTMLInputElement | null} */ (document.querySelector("form.err-search input.err-search-input"));
  if (!input) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  input.focus();
  input.select();
}

/**
 * Where its script cannot be loaded the guide's box is like any other. What results will take the place of is hidden at once, so
 * that nothing moves when they come.
 * @param {HTMLFormElement} form @param {HTMLElement} results
 */
async function startGuide(form, results) {
  const asked = new URLSearchParams(location.search);
  const lists = document.getElementById("err-static");
  if (lists) lists.hidden = Boolean((asked.get("error") ?? asked.get("q") ?? "").trim());
  try {
    await loadGuide();
  } catch {
    if (lists) lists.hidden = false;
    return void new Box(form, null);
  }
  globalThis.ErrorIndexGuide(form, results);
}

export function startBoxes() {
  document.documentElement.classList.add("err-js");
  const forms = /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form.err-search"));
  const results = document.getElementById("err-results");
  forms.forEach((form, at) => void (results && !at ? startGuide(form, results) : new Box(form, null)));
  window.addEventListener("keydown", slash, true);
}
