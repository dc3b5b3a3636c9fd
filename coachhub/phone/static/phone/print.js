// The browser's own printing, which also saves as PDF.
import { one } from "./dom.js";

one("[data-print]").addEventListener("click", () => print());
