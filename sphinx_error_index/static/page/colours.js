/**
 * The colour behind the page's text, for what floats over other text: it is the theme's, and a style sheet cannot ask for
 * it. `--err-page-back` on the body follows the theme when the reader switches it.
 */

/** The first colour behind an element that is not transparent. @param {Element | null} at @returns {string} */
function colourBehind(at) {
  for (let node = at; node; node = node.parentElement) {
    const colour = getComputedStyle(node).backgroundColor;
    if (colour !== "transparent" && !/[,/] ?0(?:\.0+)?%?\)$/.test(colour)) return colour;
  }
  return "canvas";
}

function follow() {
  const at = document.querySelector(".err-page, .err-search, table.err-table") ?? document.querySelector("main, [role=main]");
  document.body.style.setProperty("--err-page-back", colourBehind(at?.parentElement ?? null));
}

/** Sets the colour, and sets it anew when the theme's colours change. */
export function startColours() {
  follow();
  let waiting = 0;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(follow, 300); // themes change their colours by transitions
  };
  const attributes = { attributes: true, attributeFilter: ["class", "data-theme", "data-mode", "data-color-mode", "data-md-color-scheme"] };
  for (const node of [document.documentElement, document.body]) new MutationObserver(later).observe(node, attributes);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", later);
}
