// Large tables on narrow screens: each cell gets its column's header, so that the style sheet can
// show a row from top to bottom. Without this the table scrolls sideways.
(() => {
  "use strict";
  if (typeof document === "undefined") return;

  /** @param {HTMLTableElement} table */
  function label(table) {
    const head = table.tHead?.rows[table.tHead.rows.length - 1];
    if (!head || table.querySelector("td[colspan], td[rowspan]")) return;
    const headers = Array.from(head.cells, (cell) => cell.textContent?.trim() ?? "");
    for (const body of table.tBodies) {
      for (const row of body.rows) {
        Array.from(row.cells).forEach((cell, i) => cell.setAttribute("data-err-label", headers[i] ?? ""));
      }
    }
    table.classList.add("err-stacked");
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("table.err-table").forEach((table) => label(/** @type {HTMLTableElement} */ (table)));
  });
})();
