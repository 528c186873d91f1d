import { css } from "lit";

/** Looks. A shop themes the advisor by the `--candor-*` properties alone. */
export const styles = css`
  :host {
    --accent: var(--candor-accent, #2d5a4c);
    --on-accent: var(--candor-on-accent, #ffffff);
    --accent-soft: var(--candor-accent-soft, #e4eee9);
    --surface: var(--candor-surface, #ffffff);
    --ground: var(--candor-ground, #f7f5f0);
    --ink: var(--candor-ink, #20302a);
    --ink-soft: var(--candor-ink-soft, #5b6862);
    --line: var(--candor-line, #e3dfd5);
    --control: var(--candor-control, #7d8a83);
    --radius: var(--candor-radius, 16px);
    --shadow: var(--candor-shadow, 0 1px 2px rgb(32 48 42 / 8%), 0 16px 48px rgb(32 48 42 / 18%));
    --edge: var(--candor-edge, 20px);
    all: initial;
    color: var(--ink);
    font: 400 15px/1.5 var(--candor-font, ui-sans-serif, system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif);
    position: fixed;
    z-index: var(--candor-layer, 2147483000);
    right: var(--edge);
    bottom: var(--edge);
  }
  *, *::before, *::after { box-sizing: border-box; }
  [hidden] { display: none !important; }
  button, textarea, input { font: inherit; color: inherit; }
  button, a { -webkit-tap-highlight-color: transparent; touch-action: manipulation; }
  button { cursor: pointer; border: 0; background: none; padding: 0; }
  svg { display: block; flex: none; }
  h2, h3, p, ul, ol, fieldset, figure { margin: 0; padding: 0; border: 0; }
  ul, ol { list-style: none; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  .on-accent:focus-visible { outline-color: var(--on-accent); outline-offset: -4px; box-shadow: 0 0 0 2px var(--accent); }
  .unseen {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }

  .launch {
    display: flex; align-items: center; gap: 10px;
    min-height: 52px; padding: 0 22px 0 18px; border-radius: 26px;
    background: var(--accent); color: var(--on-accent);
    font-weight: 600; box-shadow: var(--shadow);
    transition: transform 160ms ease;
  }
  .launch:hover { transform: translateY(-2px); }
  .launch:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
  .launch .count { margin-right: -8px; }

  .panel {
    display: flex; flex-direction: column;
    width: min(408px, calc(100vw - 2 * var(--edge)));
    height: min(700px, calc(100dvh - 2 * var(--edge)));
    background: var(--ground); border: 1px solid var(--line); border-radius: calc(var(--radius) + 6px);
    box-shadow: var(--shadow); overflow: hidden;
    animation: arrive 220ms cubic-bezier(0.2, 0.8, 0.2, 1);
  }
  @keyframes arrive { from { opacity: 0; transform: translateY(12px); } }

  header {
    display: flex; align-items: center; gap: 12px;
    padding: 14px 12px 14px 18px; background: var(--surface); border-bottom: 1px solid var(--line);
  }
  header .mark {
    display: grid; place-items: center; width: 38px; height: 38px; border-radius: 50%;
    background: var(--accent-soft); color: var(--accent); flex: none;
  }
  header .names { flex: 1; min-width: 0; }
  h2 { font-size: 16px; font-weight: 650; line-height: 1.25; }
  header p { color: var(--ink-soft); font-size: 13px; line-height: 1.3; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .round {
    position: relative; display: grid; place-items: center; width: 44px; height: 44px;
    border-radius: 50%; color: var(--ink-soft); flex: none;
  }
  .round:hover { background: var(--ground); color: var(--ink); }
  .count {
    min-width: 19px; height: 19px; padding: 0 5px; border-radius: 10px;
    background: var(--accent); color: var(--on-accent); font-size: 11.5px; font-weight: 650; line-height: 19px; text-align: center;
  }
  .launch .count { background: var(--on-accent); color: var(--accent); }
  .round .count { position: absolute; top: 2px; right: 0; }

  .log { position: relative; flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 18px 16px 12px; scrollbar-width: thin; }
  .log > ol { display: flex; flex-direction: column; gap: 10px; min-height: 100%; }
  .log > ol > li { display: flex; flex-direction: column; align-items: flex-start; gap: 8px; max-width: 100%; }
  .log > ol > li.shopper { align-items: flex-end; }
  .log > ol > li.shopper + li:not(.shopper), .log > ol > li:not(.shopper) + li.shopper { margin-top: 6px; }
  .bubble {
    max-width: 86%; padding: 10px 14px; border-radius: var(--radius); background: var(--surface);
    border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere;
    border-bottom-left-radius: 5px;
  }
  .shopper .bubble {
    background: var(--accent); color: var(--on-accent); border-color: transparent;
    border-bottom-left-radius: var(--radius); border-bottom-right-radius: 5px;
  }
  .shopper .bubble.waiting { opacity: 0.82; }
  .fate { color: var(--ink-soft); font-size: 12.5px; padding-right: 4px; }

  .replies { display: flex; flex-wrap: wrap; gap: 8px; max-width: 100%; }
  .reply, .plain {
    min-height: 40px; padding: 8px 15px; border-radius: 20px; border: 1px solid var(--accent);
    background: var(--surface); color: var(--accent); font-weight: 550; font-size: 14px; line-height: 1.35; text-align: left;
  }
  .reply:hover, .plain:hover { background: var(--accent-soft); }
  .solid {
    display: inline-flex; align-items: center; justify-content: center; gap: 7px; text-decoration: none;
    min-height: 44px; padding: 8px 18px; border-radius: 22px; background: var(--accent); color: var(--on-accent);
    font-weight: 600; font-size: 14.5px; line-height: 1.3;
  }
  .solid:hover { filter: brightness(1.08); }
  .solid[aria-disabled="true"] { background: var(--accent-soft); color: var(--accent); cursor: default; filter: none; }

  .products { display: flex; flex-direction: column; gap: 10px; width: 100%; }
  .card {
    display: grid; grid-template-columns: 92px 1fr; gap: 12px 14px; padding: 12px;
    background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius);
  }
  .card figure { width: 92px; height: 108px; border-radius: calc(var(--radius) - 6px); overflow: hidden; background: var(--ground); }
  .card img { width: 100%; height: 100%; object-fit: cover; display: block; }
  .card h3 { font-size: 15px; font-weight: 620; line-height: 1.3; overflow-wrap: anywhere; }
  .card h3 a { color: inherit; text-decoration: none; }
  .card h3 a:hover { text-decoration: underline; text-underline-offset: 3px; }
  .price { margin-top: 3px; font-weight: 550; font-variant-numeric: tabular-nums; }
  .reasons { grid-column: 1 / -1; display: flex; flex-direction: column; gap: 8px; font-size: 14px; line-height: 1.45; }
  .reasons li { display: grid; grid-template-columns: 20px 1fr; gap: 8px; }
  .reasons svg { width: 18px; height: 18px; margin-top: 1px; color: var(--accent); }
  .reasons .because { color: var(--ink-soft); }
  .card .solid { grid-column: 1 / -1; width: 100%; }
  .card .first { display: flex; flex-direction: column; justify-content: center; }

  .asked {
    width: 100%; padding: 16px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius);
  }
  .asked legend { float: left; width: 100%; padding: 0 0 10px; font-weight: 620; }
  .asked legend + * { clear: both; }
  .purpose { display: grid; grid-template-columns: 24px 1fr; gap: 2px 12px; padding: 11px 0; border-top: 1px solid var(--line); cursor: pointer; }
  .purpose input { width: 22px; height: 22px; margin: 0; accent-color: var(--accent); grid-row: span 2; cursor: pointer; }
  .purpose strong { font-weight: 570; }
  .purpose .wording { grid-column: 2; color: var(--ink-soft); font-size: 13.5px; line-height: 1.45; }
  .asked .choices { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; padding-top: 12px; border-top: 1px solid var(--line); }
  .asked .choices button { min-height: 44px; border-radius: 22px; border: 1px solid var(--accent); text-align: center; padding: 6px 10px; font-weight: 600; font-size: 14.5px; line-height: 1.25; background: var(--surface); color: var(--accent); }
  .asked .choices button:hover { background: var(--accent-soft); }

  .cart { width: 100%; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: 6px 14px 12px; }
  .drawer { background: var(--surface); border-bottom: 1px solid var(--line); padding: 4px 18px 16px; max-height: 62%; overflow-y: auto; }
  .drawer .asked { border: 0; padding: 12px 0 0; border-radius: 0; }
  .drawer .empty { padding: 14px 0 4px; color: var(--ink-soft); }
  .line { display: flex; flex-wrap: wrap; gap: 4px 10px; padding: 11px 0; border-bottom: 1px solid var(--line); align-items: center; }
  .line .title { flex: 1 1 130px; min-width: 0; line-height: 1.35; overflow-wrap: anywhere; }
  .line .amount { margin-left: auto; min-width: 64px; text-align: right; font-variant-numeric: tabular-nums; }
  .line .times { color: var(--ink-soft); }
  .stepper { display: inline-flex; align-items: center; border: 1px solid var(--control); border-radius: 18px; }
  .stepper button { display: grid; place-items: center; width: 36px; height: 34px; border-radius: 18px; }
  .stepper button:hover { background: var(--accent-soft); }
  .stepper svg { width: 16px; height: 16px; }
  .stepper span { min-width: 20px; text-align: center; font-variant-numeric: tabular-nums; }
  .sum { display: flex; justify-content: space-between; padding: 11px 0 12px; font-weight: 620; font-variant-numeric: tabular-nums; }
  .cart .sum { padding-bottom: 8px; }
  .drawer .solid, .cart .solid { width: 100%; }

  .thinking { display: inline-flex; gap: 5px; padding: 15px 16px; }
  .thinking i { width: 7px; height: 7px; border-radius: 50%; background: var(--ink-soft); animation: breathe 1.2s ease-in-out infinite; }
  .thinking i:nth-child(2) { animation-delay: 0.18s; }
  .thinking i:nth-child(3) { animation-delay: 0.36s; }
  @keyframes breathe { 0%, 100% { opacity: 0.3; } 40% { opacity: 1; } }

  .resting {
    display: grid; grid-template-columns: 20px 1fr auto; gap: 4px 12px; align-items: center; padding: 12px 14px 12px 18px;
    background: var(--accent-soft); border-top: 1px solid var(--line); font-size: 13.5px; line-height: 1.4; color: var(--ink);
  }
  .resting svg { color: var(--accent); }
  .resting .next { color: var(--ink-soft); display: block; font-variant-numeric: tabular-nums; }
  .trouble { padding: 10px 18px; background: #fdf1e7; color: #6f3a12; border-top: 1px solid #f0d6bf; font-size: 13.5px; }

  form.compose { display: flex; align-items: flex-end; gap: 8px; padding: 12px 12px 6px; background: var(--surface); border-top: 1px solid var(--line); }
  .field { flex: 1; min-width: 0; }
  textarea {
    display: block; width: 100%; min-height: 46px; max-height: 132px; resize: none; padding: 11px 15px;
    border: 1px solid var(--control); border-radius: 23px; background: var(--surface); line-height: 1.45; font-size: 16px;
    field-sizing: content; scrollbar-width: thin;
  }
  textarea::placeholder { color: var(--ink-soft); opacity: 1; }
  textarea:focus-visible { outline: 2px solid var(--accent); outline-offset: 0; border-color: transparent; }
  .over { color: #9a3412; font-size: 12.5px; padding: 5px 0 0 15px; }
  .send {
    display: grid; place-items: center; width: 46px; height: 46px; border-radius: 50%; flex: none;
    background: var(--accent); color: var(--on-accent);
  }
  .send:hover { filter: brightness(1.08); }
  .send[aria-disabled="true"] { background: var(--accent-soft); color: var(--ink-soft); cursor: default; filter: none; }
  .below { padding: 0 12px 8px; background: var(--surface); text-align: center; }
  .below button { min-height: 28px; padding: 2px 10px; color: var(--ink-soft); font-size: 12.5px; text-decoration: underline; text-underline-offset: 3px; border-radius: 8px; }
  .below button:hover { color: var(--ink); }
  .send:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

  @media (max-width: 480px), (max-height: 480px) {
    :host([open]) { inset: 0; }
    .panel { width: 100%; height: 100dvh; border: 0; border-radius: 0; }
    header { padding-left: 14px; }
    .log { padding-inline: 12px; }
    .card { grid-template-columns: 76px 1fr; }
    .card figure { width: 76px; height: 90px; }
    .bubble { max-width: 92%; }
  }
  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; }
    .thinking i { opacity: 0.7; }
  }
  @media (forced-colors: active) {
    .launch, .solid, .send, .bubble, .card { border: 1px solid; }
  }
`;
