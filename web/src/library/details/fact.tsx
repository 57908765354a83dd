import { createContext, type ReactNode, use } from "react";
import classes from "./facts.module.css";

/** Whether exact values are shown. */
export const ExactContext = createContext(false);

export function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className={classes["group"]}>{title}</h3>
      {children}
    </section>
  );
}

export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={classes["facts"]}>{children}</dl>;
}

interface FactProps {
  readonly name: string;
  /** The exact number or technical name; null if the value is exact already. */
  readonly exact?: string | null;
  readonly children: ReactNode;
}

export function Fact({ name, exact = null, children }: FactProps) {
  const isExact = use(ExactContext);
  const more = exact === null || exact === children ? undefined : exact;
  return (
    <div className={classes["fact"]}>
      <dt>{name}</dt>
      <dd className="digits" title={more}>
        {children}
        {isExact && more !== undefined && <span className={classes["exact"]}>{more}</span>}
      </dd>
    </div>
  );
}
