/** Where the script begins: in a worker it answers queries, in a page it sets up what the page has. */
import { serveQueries } from "./engine.js";
import { startBoxes } from "./guide.js";
import { startPages } from "./pages.js";
import { startSearch } from "./search.js";
import { labelTables } from "./tables.js";

function startPage() {
  startBoxes();
  startPages();
  startSearch();
  labelTables();
}

if (typeof document === "undefined") serveQueries();
else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startPage);
else startPage();
