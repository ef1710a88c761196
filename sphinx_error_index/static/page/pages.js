/** What a page does when it opens: show the variant asked for, help with a lost address. */
import { helpLost } from "./lost.js";

/** Opens and shows the variant that `?status=504` asks for. */
function openVariant() {
  const status = new URLSearchParams(location.search).get("status");
  if (!status || !/^[0-9]+$/.test(status) || location.hash) return;
  const variant = /** @type {HTMLElement | null} */ (document.querySelector(`section.err-variant[data-err-status~="${status}"]`));
  if (!variant) return;
  for (const details of [variant.closest("details"), variant.querySelector("details")]) if (details) details.open = true;
  variant.classList.add("err-asked");
  variant.scrollIntoView({ behavior: "instant" });
}

/** Shows the variant asked for, and helps with a lost address. */
export function startPages() {
  openVariant();
  const lost = document.getElementById("err-404");
  if (lost) void helpLost(lost).catch(() => {});
}

