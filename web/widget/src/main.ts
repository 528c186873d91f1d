import { CandorAdvisor } from "./advisor";

/**
 * A shop writes `<script src="https://candor.example/assets/widget.js" async></script>` and the
 * advisor puts itself on the page. A page that wants it elsewhere writes the element itself.
 */
const tag = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null;

if (!customElements.get("candor-advisor")) {
  customElements.define("candor-advisor", CandorAdvisor);
}

function mount(): void {
  if (document.querySelector("candor-advisor")) {
    return;
  }
  const advisor = document.createElement("candor-advisor");
  const ownOrigin = tag?.src ? new URL(tag.src).origin : location.origin;
  advisor.setAttribute("base", tag?.dataset["candor"] ?? ownOrigin);
  for (const name of ["anonymous-id", "language", "heading"] as const) {
    const value = tag?.getAttribute(`data-${name}`);
    if (value) {
      advisor.setAttribute(name, value);
    }
  }
  document.body.append(advisor);
}

if (document.body) {
  mount();
} else {
  document.addEventListener("DOMContentLoaded", mount, { once: true });
}
