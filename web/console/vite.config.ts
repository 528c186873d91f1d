import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));

// Server-rendered pages ask for two fixed names; what they need is in them whole.
export default defineConfig({
  root: here,
  build: {
    outDir: "../dist",
    emptyOutDir: false,
    target: "es2022",
    lib: {
      entry: "console.ts",
      formats: ["iife"],
      name: "CandorConsole",
      fileName: () => "console.js",
      cssFileName: "console",
    },
  },
});
