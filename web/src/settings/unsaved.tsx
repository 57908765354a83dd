import { Button, Group, Stack, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from "react";
import { Dialog } from "../shell/dialog.tsx";
import { texts } from "../texts/texts.ts";

const words = texts.settings.leave;

type Report = (label: string, isUnsaved: boolean) => void;

const Reporting = createContext<Report>(() => {});

/** Tells the page around a field whether something was typed into it and not saved. */
export function useReportUnsaved(label: string, isUnsaved: boolean): void {
  const report = use(Reporting);
  useEffect(() => {
    if (!isUnsaved) return;
    report(label, true);
    return () => report(label, false);
  }, [report, label, isUnsaved]);
}

/** Asks before the page is left while a field in it is not saved. */
export function AskBeforeLeaving({ children }: { readonly children: ReactNode }) {
  const [unsaved, setUnsaved] = useState<readonly string[]>([]);
  const report = useCallback<Report>(
    (label, isUnsaved) =>
      setUnsaved((before) => [...before.filter((other) => other !== label), ...(isUnsaved ? [label] : [])]),
    [],
  );
  const leaving = useBlocker({
    // The scan dialog is in the address, too.
    shouldBlockFn: ({ current, next }) => unsaved.length > 0 && current.pathname !== next.pathname,
    enableBeforeUnload: unsaved.length > 0,
    withResolver: true,
  });
  return (
    <Reporting value={report}>
      {children}
      {leaving.status === "blocked" && (
        <Dialog isOpen onClose={leaving.reset} title={words.title} closeLabel={words.close} size="md">
          <Stack gap="md">
            <Text size="sm">{words.text(unsaved)}</Text>
            <Group gap="xs">
              <Button color="red" size="sm" onClick={leaving.proceed}>
                {words.leave}
              </Button>
              {/* The safe answer has the focus. */}
              <Button data-autofocus variant="default" size="sm" onClick={leaving.reset}>
                {words.stay}
              </Button>
            </Group>
          </Stack>
        </Dialog>
      )}
    </Reporting>
  );
}
