// Everything works without this file; it makes the GOV.UK components easier to use.
import { initAll } from "./govuk-frontend.js";

initAll();

// Where something is being made, look again by itself; without this file, the link says it.
const again = document.querySelector("[data-sd-reload]");
if (again) {
  setTimeout(() => location.reload(), Number(again.dataset.sdReload) * 1000);
}
