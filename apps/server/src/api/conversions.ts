import {
  pauseConversion,
  resumeConversion,
  stopConversion,
  takeBackConversion,
} from "@signalbox/domain/conversions/change-conversion"
import { getConversion } from "@signalbox/domain/conversions/get-conversion"
import { hybridReport } from "@signalbox/domain/conversions/hybrid-report"
import { listConversions } from "@signalbox/domain/conversions/list-conversions"
import { planConversion } from "@signalbox/domain/conversions/plan-conversion"
import { reportMarkdown } from "@signalbox/domain/conversions/report-markdown"
import {
  ConversionIdInput,
  HybridReportInput,
  ListConversionsInput,
  PlanConversionInput,
  StartConversionInput,
  TakeBackInput,
} from "@signalbox/domain/conversions/schema"
import { startConversion } from "@signalbox/domain/conversions/start-conversion"
import { createRouter, procedure, procedureOn } from "./trpc.ts"

const onConversion = procedureOn("conversion")

export const conversionsRouter = createRouter({
  plan: procedure.input(PlanConversionInput).query(({ ctx, input }) => planConversion(ctx, input)),
  start: procedure.input(StartConversionInput).mutation(({ ctx, input }) => startConversion(ctx, input)),
  get: onConversion.input(ConversionIdInput).query(({ ctx, input }) => getConversion(ctx, input)),
  list: procedure.input(ListConversionsInput).query(({ ctx, input }) => listConversions(ctx, input)),
  pause: onConversion.input(ConversionIdInput).mutation(async ({ ctx, input }) => {
    await pauseConversion(ctx, input)
    return getConversion(ctx, input)
  }),
  resume: onConversion.input(ConversionIdInput).mutation(async ({ ctx, input }) => {
    await resumeConversion(ctx, input)
    return getConversion(ctx, input)
  }),
  stop: onConversion.input(ConversionIdInput).mutation(async ({ ctx, input }) => {
    await stopConversion(ctx, input)
    return getConversion(ctx, input)
  }),
  takeBack: onConversion.input(TakeBackInput).mutation(async ({ ctx, input }) => {
    await takeBackConversion(ctx, input)
    return getConversion(ctx, input)
  }),
  report: onConversion.input(HybridReportInput).query(({ ctx, input }) => hybridReport(ctx, input)),
  reportText: onConversion
    .input(HybridReportInput)
    .query(async ({ ctx, input }) => reportMarkdown(await hybridReport(ctx, input))),
})
