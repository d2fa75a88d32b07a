"use client"
import { Drawer } from "@mantine/core"
import type { EnrolmentCreatedView } from "@signalbox/domain/servers/schema"
import { useState } from "react"
import { EnrolForm } from "./enrol-form.tsx"
import { EnrolWait } from "./enrol-wait.tsx"

/** From nothing to a server that answers: say what it may touch, paste one line, watch it come. */
export function EnrolDrawer({ opened, close }: { opened: boolean; close: () => void }) {
  const [created, setCreated] = useState<EnrolmentCreatedView | null>(null)
  function leave() {
    setCreated(null)
    close()
  }
  return (
    <Drawer opened={opened} onClose={leave} title="Enrol a server" size={620}>
      {created ? (
        <EnrolWait created={created} another={() => setCreated(null)} close={leave} />
      ) : (
        <EnrolForm created={setCreated} />
      )}
    </Drawer>
  )
}
