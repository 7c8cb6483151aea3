"use strict";

// A form that came back: what is in the way is read first.
const summary = document.getElementById("error-summary");
if (summary) {
  summary.focus();
}

// After a swap the focus stays on the control; if that has gone, it goes to the nearest heading.
document.addEventListener("htmx:afterSettle", (event) => {
  if (document.activeElement !== document.body) {
    return;
  }
  const place = event.target.closest("section, main") || document.getElementById("content");
  const heading = place.querySelector("h1, h2, h3") || place;
  heading.setAttribute("tabindex", "-1");
  heading.focus();
});

// The further places lie over the page: they close by Escape, and when the focus goes on.
const further = document.querySelector(".further");
if (further) {
  further.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && further.open) {
      further.open = false;
      further.querySelector("summary").focus();
    }
  });
  further.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !further.contains(event.relatedTarget)) {
      further.open = false;
    }
  });
}
