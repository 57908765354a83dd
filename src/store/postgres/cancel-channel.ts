/** The channel of Postgres on which the ids of cancelled jobs are told. */
export const cancelChannel = "gleaner_cancel";
