import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));

// One classic script: a shop pastes one tag, and `document.currentScript` tells us which.
export default defineConfig({
  root: here,
  build: {
    outDir: "../dist",
    emptyOutDir: false,
    target: "es2022",
    lib: {
      entry: "src/main.ts",
      formats: ["iife"],
      name: "CandorWidget",
      fileName: () => "widget.js",
    },
  },
});
