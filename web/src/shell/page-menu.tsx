import { ActionIcon, Box, Menu, useMantineColorScheme } from "@mantine/core";
import {
  IconCheck,
  IconDeviceDesktop,
  IconDotsVertical,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSettings,
  IconSun,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { chooseLanguage, chosenLanguage, type Language, languageNames, languages } from "../texts/language.ts";
import { texts } from "../texts/texts.ts";
import { useSession } from "./session.ts";

const words = texts.shell.menu;
const themes = [
  { scheme: "light", Icon: IconSun },
  { scheme: "dark", Icon: IconMoon },
  { scheme: "auto", Icon: IconDeviceDesktop },
] as const;

/** The texts of the page are read when it is loaded. */
function changeLanguage(language: Language | null): void {
  if (language === chosenLanguage()) return;
  chooseLanguage(language);
  location.reload();
}

/** The menu in the header: theme, language, keyboard shortcuts, and *Sign out* on a protected server. */
export function PageMenu({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { isSignedIn, signOut } = useSession();
  // A server that does not answer is reported above every page.
  const chosen = chosenLanguage();
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
        <Menu.Label>{words.language}</Menu.Label>
        {[null, ...languages].map((language) => (
          <Menu.Item
            key={language ?? "browser"}
            lang={language ?? undefined}
            leftSection={language === null ? <IconLanguage size={17} aria-hidden /> : <Box w={17} />}
            rightSection={language === chosen ? <IconCheck size={16} aria-hidden /> : null}
            onClick={() => changeLanguage(language)}
            aria-current={language === chosen}
          >
            {language === null ? words.browserLanguage : languageNames[language]}
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
