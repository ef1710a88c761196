/**
 * Lists that can be filtered: by a part of what a row says, by a class of statuses, by a category. What is chosen stands in
 * the address, for sharing. Without this script a list is a plain table.
 */
import { ngettext } from "./language.js";

const FIELDS = ["filter", "class", "category"];

/** Whether a row fits what was chosen. @param {HTMLElement} row @param {Record<string, string>} chosen */
function fits(row, chosen) {
  const text = (row.textContent ?? "").toLowerCase();
  const words = chosen.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const statuses = (row.dataset.errStatus ?? "").split(" ");
  const categories = (row.dataset.errCategory ?? "").split("|");
  return (
    words.every((word) => text.includes(word)) &&
    (!chosen.class || statuses.some((status) => status[0] === chosen.class[0])) &&
    (!chosen.category || categories.includes(chosen.category))
  );
}

/** @param {HTMLElement} list */
function filtering(list) {
  const form = list.querySelector("form");
  const rows = /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("tbody > tr"));
  if (!form) return;
  const fields = FIELDS.map((name) => /** @type {HTMLInputElement | HTMLSelectElement | null} */ (form.elements.namedItem(name)));
  const said = form.querySelector("[role=status]");
  const isOfServices = list.querySelector(".err-matrix") !== null;

  function apply() {
    const chosen = Object.fromEntries(FIELDS.map((name, at) => [name, fields[at]?.value ?? ""]));
    let shown = 0;
    for (const row of rows) {
      row.hidden = !fits(row, chosen);
      if (!row.hidden) shown += 1;
    }
    if (said) said.textContent = isOfServices ? ngettext("%s service", "%s services", shown) : ngettext("%s code", "%s codes", shown);
    return chosen;
  }

  function share() {
    const chosen = apply();
    const address = new URL(location.href);
    for (const name of FIELDS) {
      if (chosen[name]) address.searchParams.set(name, chosen[name]);
      else address.searchParams.delete(name);
    }
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // A page from disk may not change its address in every browser.
    }
  }

  form.addEventListener("input", share);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.key !== "Escape" || !(target instanceof HTMLInputElement) || !target.value) return;
    target.value = "";
    event.preventDefault();
    share();
  });
  const asked = new URLSearchParams(location.search);
  FIELDS.forEach((name, at) => {
    const field = fields[at];
    const value = asked.get(name);
    if (field && value) field.value = value;
  });
  if (FIELDS.some((name) => asked.get(name))) apply();
}

/** Sets up the lists of a page. With several, all take what the address says. */
export function startFilters() {
  for (const list of document.querySelectorAll("[data-err-list]")) filtering(/** @type {HTMLElement} */ (list));
}
