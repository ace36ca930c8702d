// Everything works without this file; it makes the GOV.UK components easier to use.
import { initAll } from "./govuk-frontend.js";

initAll();
