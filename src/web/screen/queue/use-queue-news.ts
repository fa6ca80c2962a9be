import { useEffect, useRef } from 'preact/hooks';
import type { QueueReport } from '../../../contract/index.ts';
import { announce } from '../../part/announce.tsx';
import { queueNews } from './queue-news.ts';

/** Says aloud what landed, was sent back or stopped while the page is open. */
export function useQueueNews(report: QueueReport | null): void {
  const before = useRef<QueueReport | null>(null);
  useEffect(() => {
    if (report === null) return;
    const news = before.current === null ? null : queueNews(before.current, report);
    before.current = report;
    if (news !== null) announce(news);
  }, [report]);
}
