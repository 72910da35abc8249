// The list of clauses stands open beside the text on a wide screen. Newer browsers do this by the style sheet alone.
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 60rem)").matches) {
  for (const outline of document.querySelectorAll(".outline__details")) outline.open = true;
}
