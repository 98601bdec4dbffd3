import type { LucideIcon } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

/** A few more things to do, behind one button. Not modal: locking the scroll bar needs a style element. */
export function Menu({ trigger, children }: { trigger: ReactNode; children: ReactNode }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          className="appear z-50 min-w-48 rounded-xl border border-line bg-surface p-1 text-ink shadow-lg"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface MenuItemProps {
  readonly icon: LucideIcon;
  readonly children: ReactNode;
  readonly onSelect: () => void;
  readonly bad?: boolean;
}

export function MenuItem({ icon: Icon, children, onSelect, bad = false }: MenuItemProps) {
  return (
    <Radix.Item
      onSelect={onSelect}
      className={cn(
        'flex cursor-pointer items-center gap-2.5 rounded-lg px-3 py-2 text-sm outline-none data-highlighted:bg-sunken',
        bad && 'text-bad data-highlighted:bg-bad-wash',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      {children}
    </Radix.Item>
  );
}
