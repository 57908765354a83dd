import { Button, Paper, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { messageOf, Refused } from "../api/failures.ts";
import { useApi } from "../api/use-api.ts";
import { texts } from "../texts/texts.ts";
import { ProductName } from "./product-name.tsx";
import classes from "./sign-in.module.css";

const words = texts.shell.signIn;

/** Asks for the token of a protected server. */
export function SignIn({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const api = useApi();
  const [token, setToken] = useState("");
  const [isShown, setShown] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    document.title = texts.shell.titles.page(words.title);
  }, []);
  const signIn = useMutation({
    mutationFn: () => api.signIn({ token }),
    onSuccess: onSignedIn,
    onError: () => field.current?.focus(),
  });
  /** Whether the form was submitted without a token. */
  const [isMissing, setMissing] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setMissing(token === "");
    if (token === "") field.current?.focus();
    else signIn.mutate();
  };
  const problem = isMissing ? words.missing : signIn.error === null ? null : problemOf(signIn.error);
  return (
    <main className={classes["page"]}>
      <ProductName />
      <Paper component="form" onSubmit={submit} noValidate withBorder p="xl" className={classes["form"]}>
        <Stack>
          <Title order={1} size="h3">
            {words.title}
          </Title>
          <Text>{words.text}</Text>
          <PasswordInput
            ref={field}
            label={words.token}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            error={problem}
            errorProps={{ role: "alert" }}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visible={isShown}
            onVisibilityChange={setShown}
            visibilityToggleButtonProps={{ "aria-label": isShown ? words.hideToken : words.showToken, tabIndex: 0 }}
          />
          <Button type="submit" loading={signIn.isPending}>
            {words.submit}
          </Button>
        </Stack>
      </Paper>
    </main>
  );
}

function problemOf(error: Error): string {
  return error instanceof Refused && error.status === 401 ? words.wrong : messageOf(error);
}
