import { html, svg } from "lit";

const stroke = (path: ReturnType<typeof svg>) => html`<svg viewBox="0 0 24 24" width="20" height="20"
  fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"
  stroke-linejoin="round" aria-hidden="true" focusable="false">${path}</svg>`;

export const talkIcon = stroke(
  svg`<path d="M20 11.5a7.5 7 0 0 1-11 6.2L4.5 19l1.3-3.6A6.7 6.7 0 0 1 5 11.5a7.5 7 0 0 1 15 0Z"/>
  <path d="M9.5 11.5h.01M12.5 11.5h.01M15.5 11.5h.01"/>`,
);
export const closeIcon = stroke(svg`<path d="m6 6 12 12M18 6 6 18"/>`);
export const sendIcon = stroke(svg`<path d="M12 19V5M6 11l6-6 6 6"/>`);
export const bagIcon = stroke(svg`<path d="M6 8h12l1 12H5L6 8Z"/><path d="M9 8a3 3 0 0 1 6 0"/>`);
export const checkIcon = stroke(svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`);
export const plusIcon = stroke(svg`<path d="M12 6v12M6 12h12"/>`);
export const minusIcon = stroke(svg`<path d="M6 12h12"/>`);
export const restIcon = stroke(svg`<path d="M19 14.5A7.5 7.5 0 1 1 9.5 5a6 6 0 0 0 9.5 9.5Z"/>`);
