// Time zone and country as this device is set; both can be changed.
import { one, pageData } from "./dom.js";

const form = one("[data-guess]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function choose(select, value) {
  if (!select.value && [...select.options].some((option) => option.value === value)) select.value = value;
}

choose(form.elements.time_zone, zone);
choose(form.elements.country, pageData("zone-countries")[zone]);
