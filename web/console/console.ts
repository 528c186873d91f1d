import "./console.css";
import htmx from "htmx.org";

// Fragments come from our own pages alone, and nothing in them is ever run as a script.
htmx.config.selfRequestsOnly = true;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false; // they are in console.css, so that no inline style is needed
