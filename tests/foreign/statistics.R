# The same figures as application/evaluation/statistics.py, by packages that others wrote.
# Reads a case as JSON from standard input, writes the figures as JSON.

suppressPackageStartupMessages({
  library(clubSandwich)
  library(jsonlite)
  library(survival)
})

coefficient <- function(values, design, clusters, which) {
  # A value with its 95 % interval by CR2 and Satterthwaite's degrees of freedom.
  fitted <- lm(values ~ design - 1)
  told <- coef_test(fitted, vcov = "CR2", cluster = clusters, test = "Satterthwaite")[which, ]
  half <- qt(0.975, told$df_Satt) * told$SE
  list(
    value = told$beta, low = told$beta - half, high = told$beta + half,
    p = told$p_Satt, df = told$df_Satt
  )
}

answers <- list(
  change = function(case) {
    changes <- case$after - case$before
    plain <- t.test(case$after, case$before, paired = TRUE)
    list(
      clustered = coefficient(changes, matrix(1, length(changes)), case$clusters, 1),
      plain = list(
        value = unname(plain$estimate), low = plain$conf.int[1], high = plain$conf.int[2],
        p = plain$p.value, df = unname(plain$parameter)
      ),
      sd_before = sd(case$before), sd_after = sd(case$after), sd_change = sd(changes),
      d_z = mean(changes) / sd(changes),
      d_av = mean(changes) / mean(c(sd(case$before), sd(case$after)))
    )
  },
  difference = function(case) {
    values <- c(case$one, case$other)
    arm <- rep(c(1, 0), c(length(case$one), length(case$other)))
    coefficient(values, cbind(1, arm), case$clusters, 2)
  },
  survival = function(case) {
    fitted <- survfit(Surv(case$days, case$reached) ~ 1, conf.type = "log-log")
    apart <- survdiff(Surv(case$days, case$reached) ~ case$group)
    met <- fitted$n.event > 0
    middle <- quantile(fitted, 0.5)
    list(
      days = fitted$time[met], waiting = fitted$surv[met], at_risk = fitted$n.risk[met],
      median = unname(middle$quantile), low = unname(middle$lower), high = unname(middle$upper),
      ninetieth = unname(quantile(fitted, 0.9)$quantile),
      logrank = pchisq(apart$chisq, length(apart$n) - 1, lower.tail = FALSE)
    )
  },
  holm = function(case) list(adjusted = p.adjust(case$chances, "holm")),
  share = function(case) {
    told <- prop.test(case$of, case$all, correct = FALSE)
    list(value = unname(told$estimate), low = told$conf.int[1], high = told$conf.int[2])
  }
)

case <- fromJSON(file("stdin"))
cat(toJSON(answers[[case$asked]](case), digits = NA, auto_unbox = TRUE, na = "null"))
