import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import {
  IconCheck,
  IconDeviceDesktop,
  IconDotsVertical,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSettings,
  IconSun,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { texts } from "../texts/texts.ts";
import { useSession } from "./session.ts";

const words = texts.shell.menu;
const themes = [
  { scheme: "light", Icon: IconSun },
  { scheme: "dark", Icon: IconMoon },
  { scheme: "auto", Icon: IconDeviceDesktop },
] as const;

/** The menu in the header: theme, keyboard shortcuts, and *Sign out* on a protected server. */
export function PageMenu({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { isSignedIn, signOut } = useSession();
  // A server that does not answer is reported above every page.
  const leave = () => void signOut().catch(() => {});
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={words.open}>
          <IconDotsVertical size={19} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.theme}</Menu.Label>
        {themes.map(({ scheme, Icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={17} aria-hidden />}
            rightSection={scheme === colorScheme ? <IconCheck size={16} aria-hidden /> : null}
            onClick={() => setColorScheme(scheme)}
            aria-current={scheme === colorScheme}
          >
            {words.themes[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconSettings size={17} aria-hidden />}
          renderRoot={(props) => <Link to="/settings" {...props} />}
        >
          {words.settings}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={17} aria-hidden />} onClick={onShortcuts}>
          {words.shortcuts}
        </Menu.Item>
        {isSignedIn && (
          <Menu.Item leftSection={<IconLogout size={17} aria-hidden />} onClick={leave}>
            {words.signOut}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
