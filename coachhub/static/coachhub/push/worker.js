// Shows push messages when no page of ours is open. It answers no requests of pages and keeps nothing.
// A message that comes twice, which its id tells, is shown again in its own place without ringing.
self.addEventListener("push", (event) => {
  const words = event.data ? event.data.json() : { title: "CoachHub", body: "Something needs you.", url: "/today/" };
  event.waitUntil((async () => {
    const shown = words.tag ? await self.registration.getNotifications({ tag: words.tag }) : [];
    const again = shown.some((one) => one.data?.id === words.id);
    await self.registration.showNotification(words.title, {
      body: words.body, tag: words.tag, renotify: Boolean(words.tag) && !again, data: { url: words.url, id: words.id },
    });
  })());
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data.url, self.location.origin).href;
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = open.find((one) => one.url === address);
    await (there ? there.focus() : self.clients.openWindow(address));
  })());
});
