import { Button, Text } from "@mantine/core";
import { IconRadar } from "@tabler/icons-react";
import { texts } from "../texts/texts.ts";
import classes from "./no-scans-yet.module.css";

/** What there is before the first scan: one thing to do. */
export function NoScansYet({ onScan }: { readonly onScan: () => void }) {
  return (
    <div className={classes["none"]}>
      <IconRadar size={56} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />
      <Text size="lg">{texts.scans.none.text}</Text>
      <Button size="md" leftSection={<IconRadar size={18} aria-hidden />} onClick={onScan}>
        {texts.scans.none.action}
      </Button>
    </div>
  );
}
