#!/bin/bash
#SBATCH --job-name=sweep
#SBATCH --account=my-project
#SBATCH --partition=standard
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=4G
#SBATCH --time=24:00:00
#SBATCH --requeue
#SBATCH --output=logs/sweep-%j.out

source .venv/bin/activate
python slurm.py
