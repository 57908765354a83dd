import { Button, Menu } from "@mantine/core";
import { IconDownload, IconFileText, IconTable } from "@tabler/icons-react";
import type { ExportedList } from "../../../src/api/contract/exports.ts";
import type { ListQuery } from "../api/connection.ts";
import { useApi } from "../api/use-api.ts";
import { texts } from "../texts/texts.ts";

const words = texts.library.exporting;
const formats = [
  { format: "csv", Icon: IconTable },
  { format: "ndjson", Icon: IconFileText },
] as const;

const usualStyle = { variant: "light", color: "gray", size: "compact-sm", radius: "xl" } as const;
const toolStyle = { variant: "default" } as const;

/** Whether the CSV leaves fields out, such as the streams of a video. */
function hasMoreFields(list: ExportedList): boolean {
  return list === "videos" || list === "duplicates" || list === "jobs";
}

const none: ListQuery = {};

interface ExportMenuProps {
  readonly list: ExportedList;
  /** The filters and the order of the list. Default: none. */
  readonly filters?: ListQuery;
  /** Default: *Export*. */
  readonly label?: string;
  /** Whether it looks as the buttons beside it do. Default: smaller. */
  readonly isTool?: boolean;
}

/** Saves all of a list as a file. The browser writes the file while it arrives, so a list may have any length. */
export function ExportMenu({ list, filters = none, label = words.open, isTool = false }: ExportMenuProps) {
  const api = useApi();
  return (
    <Menu position="bottom-end" width={270}>
      <Menu.Target>
        <Button
          {...(isTool ? toolStyle : usualStyle)}
          leftSection={<IconDownload size={isTool ? 17 : 15} aria-hidden />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(({ format, Icon }) => (
          <Menu.Item
            key={format}
            component="a"
            href={api.exportUrl(list, filters, format)}
            download
            leftSection={<Icon size={17} aria-hidden />}
          >
            {format === "ndjson" && hasMoreFields(list) ? words.allFields : words.formats[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
