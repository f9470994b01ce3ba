import { type KeyboardEvent, type ReactNode, useRef } from 'react';

export interface TabItem<Id extends string> {
  id: Id;
  label: string;
  /** Shown after the label, e.g. a count. */
  badge?: ReactNode;
}

interface TabsProps<Id extends string> {
  /** Names the tab list for screen readers. */
  label: string;
  /** Prefix of element ids: a tab is `${name}-tab-${id}`, its panel `${name}-panel`. */
  name: string;
  items: readonly TabItem<Id>[];
  active: Id;
  onSelect: (id: Id) => void;
  trailing?: ReactNode;
}

/** An ARIA tab list with roving focus (arrows, Home, End). The panel is the caller's: see {@link tabPanelProps}. */
export function Tabs<Id extends string>({ label, name, items, active, onSelect, trailing }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent) {
    const index = items.findIndex((item) => item.id === active);
    const last = items.length - 1;
    const targets: Record<string, number> = {
      ArrowRight: index === last ? 0 : index + 1,
      ArrowLeft: index === 0 ? last : index - 1,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    const item = target === undefined ? undefined : items[target];
    if (!item) return;
    event.preventDefault();
    onSelect(item.id);
    list.current?.querySelector<HTMLElement>(`#${name}-tab-${item.id}`)?.focus();
  }

  return (
    <div className="tabs">
      <div className="tabs__list" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {items.map((item) => (
          <button
            key={item.id}
            type="button"
            role="tab"
            id={`${name}-tab-${item.id}`}
            className="tabs__tab"
            aria-selected={item.id === active}
            aria-controls={`${name}-panel`}
            tabIndex={item.id === active ? 0 : -1}
            onClick={() => onSelect(item.id)}
          >
            {item.label}
            {item.badge !== undefined && item.badge !== 0 && <span className="badge num">{item.badge}</span>}
          </button>
        ))}
      </div>
      {trailing && <div className="tabs__trailing">{trailing}</div>}
    </div>
  );
}

/** Attributes of the panel that belongs to the active tab of the list called `name`. */
export function tabPanelProps(name: string, active: string) {
  return { role: 'tabpanel', id: `${name}-panel`, 'aria-labelledby': `${name}-tab-${active}`, tabIndex: 0 } as const;
}
