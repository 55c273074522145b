-- CreateTable
CREATE TABLE "instance_facts" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "instance_facts_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "running_servers" (
    "id" UUID NOT NULL,
    "keys" TEXT[],
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "running_servers_pkey" PRIMARY KEY ("id")
);
