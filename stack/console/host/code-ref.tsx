import type { CodeRef } from '@openshift/dynamic-plugin-sdk';
import { Alert, Bullseye, Spinner } from '@patternfly/react-core';
import {
  Component,
  useEffect,
  useState,
  type ComponentType,
  type ErrorInfo,
  type ReactElement,
  type ReactNode,
} from 'react';

/** What a reference gave: kept, so that a second use draws at once and a shared component stays mounted. */
const loaded = new WeakMap<CodeRef, { value: unknown }>();

/** The value of a code reference; undefined until it is loaded. Rejections reach the nearest error boundary. */
export function useCodeRef<T>(reference: CodeRef<T>): T | undefined {
  const [, redraw] = useState(0);
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    if (loaded.has(reference)) return;
    reference().then(
      (value) => {
        loaded.set(reference, { value });
        redraw((count) => count + 1);
      },
      (error: unknown) => setFailure(error instanceof Error ? error : new Error(String(error))),
    );
  }, [reference]);
  if (failure) throw failure;
  return loaded.get(reference)?.value as T | undefined;
}

/** A plugin's component: loaded when it is first drawn, and unable to take the page down with it. */
export function PluginComponent<P extends object>(props: {
  reference: CodeRef<ComponentType<P>>;
  props: P;
}): ReactElement {
  return (
    <ErrorBoundary>
      <LoadedComponent {...props} />
    </ErrorBoundary>
  );
}

function LoadedComponent<P extends object>({
  reference,
  props,
}: {
  reference: CodeRef<ComponentType<P>>;
  props: P;
}): ReactElement {
  const Loaded = useCodeRef(reference);
  return Loaded ? <Loaded {...props} /> : <Loading />;
}

/** Shown while something is loaded. */
export function Loading(): ReactElement {
  return (
    <Bullseye data-test="loading-indicator">
      <Spinner aria-label="Loading" />
    </Bullseye>
  );
}

/** Shows what went wrong below it, and keeps the rest of the page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override componentDidCatch(error: Error, { componentStack }: ErrorInfo): void {
    console.error(error, componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Alert variant="danger" isInline title="Something went wrong" data-test="error-boundary">
        {error.message}
      </Alert>
    );
  }
}
