/**
 * Large tables on narrow screens: each cell gets its column's header, so that the style sheet can show a row from top to
 * bottom. Without this the table scrolls sideways.
 */

/**
 * What a header cell says, without the marks of footnotes.
 *
 * @param {HTMLTableCellElement} cell
 */
function words(cell) {
  const bare = /** @type {HTMLElement} */ (cell.cloneNode(true));
  bare.querySelectorAll(".footnote-reference, sup").forEach((mark) => mark.remove());
  return (bare.textContent ?? "").trim().replace(/\s+/g, " ");
}

/**
 * One header per column. Where the head has several rows, their texts are joined, each text once.
 *
 * @param {HTMLTableSectionElement} head
 */
function headers(head) {
  const grid = Array.from(head.rows, () => /** @type {string[]} */ ([]));
  Array.from(head.rows).forEach((row, at) => {
    let column = 0;
    for (const cell of row.cells) {
      while (grid[at][column] !== undefined) column += 1;
      for (const below of grid.slice(at, at + cell.rowSpan)) {
        for (let aside = 0; aside < cell.colSpan; aside += 1) below[column + aside] = words(cell);
      }
    }
  });
  const width = Math.max(...grid.map((row) => row.length));
  return Array.from({ length: width }, (_, column) =>
    Array.from(new Set(grid.map((row) => row[column]).filter(Boolean))).join(" "));
}

/** @param {HTMLTableElement} table */
function label(table) {
  const rows = Array.from(table.tBodies).flatMap((body) => Array.from(body.rows));
  const spanning = rows.some((row) => row.querySelector(":scope > :is([colspan], [rowspan])"));
  if (!table.tHead?.rows.length || spanning) return;
  const names = headers(table.tHead);
  for (const row of rows) {
    Array.from(row.cells).forEach((cell, i) => {
      if (names[i]) cell.setAttribute("data-err-label", names[i]);
    });
  }
  table.classList.add("err-stacked");
}

/** Labels the cells of every table of codes. */
export function labelTables() {
  document.querySelectorAll("table.err-table").forEach((table) => label(/** @type {HTMLTableElement} */ (table)));
}
