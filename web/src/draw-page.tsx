import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";

export function drawPage(): void {
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no element with the id root");
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
