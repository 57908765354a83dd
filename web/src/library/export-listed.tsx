import { Button, Menu } from "@mantine/core";
import { IconDownload, IconFileText, IconTable } from "@tabler/icons-react";
import type { VideoFilters } from "../api/api-client.ts";
import { useApi } from "../api/use-api.ts";
import { texts } from "../texts/texts.ts";

const words = texts.library.exporting;
const formats = [
  { format: "csv", Icon: IconTable },
  { format: "ndjson", Icon: IconFileText },
] as const;

/** Saves all videos of the list as a file. The browser writes the file while it arrives, so a list may have any length. */
export function ExportListed({ filters }: { readonly filters: VideoFilters }) {
  const api = useApi();
  return (
    <Menu position="bottom-end" width={270}>
      <Menu.Target>
        <Button
          variant="light"
          color="gray"
          size="compact-sm"
          radius="xl"
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          {words.open}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(({ format, Icon }) => (
          <Menu.Item
            key={format}
            component="a"
            href={api.exportUrl(filters, format)}
            download
            leftSection={<Icon size={17} aria-hidden />}
          >
            {words.formats[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
