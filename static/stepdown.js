// Everything works without this file; it makes the GOV.UK components easier to use.
import { initAll } from "./govuk-frontend.js";

initAll();

// Where something is being made, look again by itself; without this file, the link says it.
const again = document.querySelector("[data-sd-reload]");
if (again) {
  setTimeout(() => location.reload(), Number(again.dataset.sdReload) * 1000);
}

// What is wider than its box says that it scrolls; without this file, the shadow at its edge does.
const boxes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    target.classList.toggle("sd-scrolls", target.scrollWidth > target.clientWidth + 1);
  }
});
document.querySelectorAll(".sd-scroll, .sd-figure").forEach((box) => boxes.observe(box));
