/** Where the script of a page begins: it sets up what the page has. */
import { startBoxes } from "./boxes.js";
import { startColours } from "./colours.js";
import { startCopying } from "./copying.js";
import { startFilters } from "./filter.js";
import { startPages } from "./pages.js";
import { startSearch } from "./search.js";
import { labelTables } from "./tables.js";

function startPage() {
  startColours();
  startBoxes();
  startCopying();
  startFilters();
  startPages();
  startSearch();
  labelTables();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startPage);
else startPage();
