import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { allCommands } from "./commands.ts";
import { lazy } from "./lazy.tsx";
import type { PaletteProps } from "./palette.tsx";
import { useShortcuts } from "./shortcuts.ts";

const Palette: ComponentType<PaletteProps> = lazy(async () => (await import("./palette.tsx")).Palette);

/** Opens the palette upon its key; the commands are those of the moment. */
export function PaletteKey({ openId }: { openId: string | undefined }): JSX.Element | null {
  const isOpen = useSignal(false);
  useShortcuts({
    palette: () => {
      isOpen.value = true;
    },
  });
  if (!isOpen.value) return null;
  return (
    <Palette
      commands={allCommands(openId)}
      onClose={() => {
        isOpen.value = false;
      }}
    />
  );
}
