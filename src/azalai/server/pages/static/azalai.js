// What HTML alone cannot do: ask before something that hurts, send a filter when it changes,
// close an open menu, bring today and the middle of a map into view.
// Every screen works without it.
"use strict";

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.dataset.submit !== undefined) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const today of document.querySelectorAll(".scroll th.today")) {
  const box = today.closest(".scroll");
  box.scrollLeft = today.offsetLeft - box.clientWidth + 2 * today.offsetWidth;
}

for (const map of document.querySelectorAll(".scroll > .point-map")) {
  const box = map.parentElement;
  box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
}
