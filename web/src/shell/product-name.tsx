import { Title } from "@mantine/core";
import { IconMovie } from "@tabler/icons-react";
import { texts } from "../texts/texts.ts";
import classes from "./product-name.module.css";

/** The logo and the name of Gleaner. */
export function ProductName() {
  return (
    <span className={classes["name"]}>
      <IconMovie size={26} stroke={1.8} aria-hidden />
      <Title order={2} size="h4" component="span">
        {texts.shell.name}
      </Title>
    </span>
  );
}
