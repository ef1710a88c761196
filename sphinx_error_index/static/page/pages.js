/** What a page does when it opens: show the variant asked for, help with a lost address. */
import { _ } from "./language.js";
import { helpLost } from "./lost.js";
import { element } from "./options.js";

const MOST_VALUES = 9;
const MOST_LETTERS = 300;

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

/** Writes the message with the values of the address, `#anchor?host=db-3`, which no browser sends to a server. As text only. */
function fillMessage() {
  const at = location.hash.indexOf("?");
  if (at < 0) return;
  const values = [...new URLSearchParams(location.hash.slice(at))].slice(0, MOST_VALUES);
  const place = document.getElementById(location.hash.slice(1, at)) ?? document.querySelector("section.err-variant");
  const page = document.querySelector(".err-code-page");
  if (!place || !page) return;
  const texts = [...place.querySelectorAll(".err-said-so, .err-subtitle, .err-description"), ...page.querySelectorAll("h1, .err-subtitle")];
  for (const { textContent } of texts) {
    let filled = textContent ?? "";
    for (const [name, value] of values) {
      const escaped = name.replace(/[^A-Za-z0-9]/g, "\\$&");
      filled = filled.replace(new RegExp(`[{$<%[(]{1,2}${escaped}(?:\\)[sd]|[}>\\]]{0,2})`), () => value.slice(0, MOST_LETTERS));
    }
    if (filled === textContent) continue;
    place.prepend(element("p", { class: "err-filled" }, _("In your case: %s", filled.trim())));
    return place.scrollIntoView({ behavior: "instant" });
  }
}

/** Shows the variant asked for, and helps with a lost address. */
export function startPages() {
  openVariant();
  fillMessage();
  const lost = document.getElementById("err-404");
  if (lost) void helpLost(lost).catch(() => {});
}

